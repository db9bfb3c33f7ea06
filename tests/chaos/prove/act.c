// The script of every step in the storm. What it is to do in which attempt stands in its arguments, so that the seed
// decides it; what it did stands in the marks, one line each, written before anything else can go wrong:
//   S token job step attempt time pid     it began (the only mark that an attempt must have)
//   O ...                                 it began while another script of the same step was alive
//   E ... status                          it ended by itself, with this exit status
// The last word of a line is a checksum of the arguments: whoever knows the job sees which command ran.
//
//   act N BEHAVIOUR...     one for each attempt, the last one for all that follow: words with commas between
//
// A byte of the lock file stands for the step; the lock is held until the last process of the attempt is gone, so
// whoever cannot take it has met another attempt alive.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { kCannotMark = 98, kCannotSpeak = 97, kStepsPerJob = 1024 };

static int marks;
static int events;
static unsigned words = 2166136261;   // FNV-1a of the arguments, each with its NUL

static const char* variable(const char* name) {
  const char* value = getenv(name);
  return value != NULL ? value : "-";
}

static void mark(char kind, int status) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  char line[256];
  const int size = snprintf(line, sizeof line, "%c %s %s %s %s %lld %d %d %u\n", kind,
                            variable("BATON_ATTEMPT_TOKEN"), variable("BATON_JOB_ID"),
                            variable("BATON_STEP"), variable("BATON_ATTEMPT"),
                            now.tv_sec * 1000000000LL + now.tv_nsec, getpid(), status, words);
  if (write(marks, line, (size_t)size) != size || fdatasync(marks) != 0) _exit(kCannotMark);
}

static void end(int status) {
  mark('E', status);
  _exit(status);
}

static void say(const char* message) {
  const size_t size = strlen(message);
  if (write(events, message, size) != (ssize_t)size) end(kCannotSpeak);
}

static void pass(long milliseconds) {
  struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) continue;
}

static void print(long bytes) {
  char line[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n";
  for (; bytes > 0; bytes -= (long)sizeof line - 1) {
    if (write(STDOUT_FILENO, line, sizeof line - 1) < 0) return;
  }
}

// A grandchild in a session of its own, which keeps the lock as long as it lives.
static void leave_a_daemon(void) {
  if (fork() == 0) {
    setsid();
    pass(60000);
    _exit(0);
  }
}

static void follow(char* behaviour) {
  char message[200];
  for (char* word = strtok(behaviour, ","); word != NULL; word = strtok(NULL, ",")) {
    char* value = strchr(word, '=');
    if (value != NULL) *value++ = '\0';
    const long number = value != NULL ? strtol(value, NULL, 10) : 0;
    if (strcmp(word, "ms") == 0) pass(number);
    if (strcmp(word, "hang") == 0) pass(120000);
    if (strcmp(word, "deaf") == 0) signal(SIGTERM, SIG_IGN);
    if (strcmp(word, "daemon") == 0) leave_a_daemon();
    if (strcmp(word, "out") == 0) print(number);
    if (strcmp(word, "signal") == 0) raise((int)number);
    if (strcmp(word, "exit") == 0) end((int)number);
    if (strcmp(word, "progress") == 0) say("{\"type\":\"progress\",\"percent\":50}\n");
    if (strcmp(word, "checkpoint") == 0) {
      snprintf(message, sizeof message, "{\"type\":\"checkpoint\",\"last\":%ld}\n", number);
      say(message);
    }
    if (strcmp(word, "partial") == 0) {
      say("{\"type\":\"completion\",\"status\":\"partial\"}\n");
      end(1);
    }
    if (strcmp(word, "error") == 0) {
      snprintf(message, sizeof message,
               "{\"type\":\"error\",\"code\":\"%s\",\"message\":\"as told\"}\n", value);
      say(message);
      end(1);
    }
    if (strcmp(word, "value") == 0) {
      snprintf(message, sizeof message,
               "{\"type\":\"completion\",\"status\":\"success\",\"value\":%ld}\n", number);
      say(message);
      end(0);
    }
  }
}

int main(int argc, char** argv) {
  for (int i = 1; i < argc; i++) {
    for (const char* byte = argv[i];; byte++) {
      words = (words ^ (unsigned char)*byte) * 16777619u;
      if (*byte == '\0') break;
    }
  }
  marks = open(MARKS, O_WRONLY | O_APPEND | O_CREAT, 0666);
  events = open(variable("BATON_EVENTS"), O_WRONLY | O_APPEND);
  const int locks = open(LOCKS, O_RDWR | O_CREAT, 0666);
  if (argc < 3 || marks < 0 || locks < 0) return kCannotMark;

  struct flock place = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
  place.l_start = atoll(variable("BATON_JOB_ID")) * kStepsPerJob + atoll(argv[1]);
  if (fcntl(locks, F_OFD_SETLK, &place) != 0) mark('O', 0);
  mark('S', 0);

  const int attempt = atoi(variable("BATON_ATTEMPT"));
  follow(argv[attempt + 1 < argc ? attempt + 1 : argc - 1]);
  end(0);
}
