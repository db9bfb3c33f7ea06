# Half of the time of a clean build went into parsing nlohmann/json and the standard library. Files
# still include what they use: the presets asan and tsan build without this.
function(baton_precompile_headers)
  if(NOT BATON_PRECOMPILED_HEADERS)
    return()
  endif()
  foreach(target IN LISTS ARGV)
    if(TARGET ${target})
      target_precompile_headers(${target} PRIVATE
        <chrono> <filesystem> <functional> <map> <memory> <optional> <string> <variant> <vector>
        <nlohmann/json.hpp>)
      # The first is what ccache needs; the second warns wrongly about std::string once its header
      # is precompiled (g++ 12).
      target_compile_options(${target} PRIVATE
        $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess -Wno-stringop-overflow>)
    endif()
  endforeach()
endfunction()
