/* streams.c - see streams.h. */
#include "streams.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "messages.h"

#define NOTHING "/dev/null"

int streams_begin(void) {
  signal(SIGXFSZ, SIG_IGN);
  /* What is opened gets the lowest number that is free. */
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl(fd, F_GETFD) < 0 && open(NOTHING, fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
      return message_errno(NOTHING);
  return EXIT_DONE;
}

int streams_end(int result) {
  return fflush(stdout) != 0 || ferror(stdout) ? message_errno("stdout") : result;
}
