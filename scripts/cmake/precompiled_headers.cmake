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
      # The first is what ccache needs. The others make g++ 12 warn wrongly about std::string once its
      # header is precompiled; builds without precompiled headers keep them.
      target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess
        -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread>)
    endif()
  endforeach()
endfunction()
