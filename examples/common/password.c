/* password.c - see password.h. */
#include "password.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "files.h"
#include "messages.h"
#include "text.h"

/* A terminal must not be left without echo, so that signals wait until it has it again. */
static const int held_signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP};
static volatile sig_atomic_t caught;

static void on_signal(int number) {
  caught = number;
}

static void hold_signals(struct sigaction *before) {
  struct sigaction hold;
  memset(&hold, 0, sizeof hold);
  hold.sa_handler = on_signal; /* without SA_RESTART: it ends the reading */
  sigemptyset(&hold.sa_mask);
  caught = 0;
  for (size_t i = 0; i < sizeof held_signals / sizeof held_signals[0]; i++)
    sigaction(held_signals[i], &hold, &before[i]);
}

static void release_signals(const struct sigaction *before) {
  for (size_t i = 0; i < sizeof held_signals / sizeof held_signals[0]; i++)
    sigaction(held_signals[i], &before[i], NULL);
  if (caught != 0)
    raise(caught);
}

/* One line, without its end; -1 where there is none or it is longer. */
static int32_t read_line(int terminal, char *out, size_t capacity) {
  size_t size = 0;
  for (;;) {
    char c;
    ssize_t got = read(terminal, &c, 1);
    if (got <= 0 || (c != '\n' && size == capacity))
      return -1;
    if (c == '\n')
      return (int32_t)size;
    out[size++] = c;
  }
}

/* As much of the path as there is room for, as it may be shown. */
static size_t make_question(char *question, size_t room, const char *path) {
  size_t size = (size_t)snprintf(question, room, "Password of "), left = strlen(path), used;
  for (; left > 0 && size + 7 < room; path += used, left -= used) {
    int is_kept = text_shown(path, left, &used) != '?';
    memcpy(question + size, is_kept ? path : "?", is_kept ? used : 1);
    size += is_kept ? used : 1;
  }
  memcpy(question + size, ": ", 2);
  return size + 2;
}

static int32_t ask(int terminal, const char *path, char *out, size_t capacity) {
  struct sigaction before[sizeof held_signals / sizeof held_signals[0]];
  struct termios shown;
  char question[200];
  int32_t size = -1;
  size_t length = make_question(question, sizeof question, path);
  hold_signals(before);
  if (tcgetattr(terminal, &shown) == 0) {
    struct termios hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    if (tcsetattr(terminal, TCSAFLUSH, &hidden) == 0) {
      if (file_write_all(terminal, question, length) == 0)
        size = read_line(terminal, out, capacity);
      tcsetattr(terminal, TCSAFLUSH, &shown);
      file_write_all(terminal, "\n", 1);
    }
  }
  release_signals(before);
  return size;
}

int32_t password_ask(void *ctx, char *out, size_t capacity) {
  const char *path = ctx;
  int terminal = open("/dev/tty", O_RDWR | O_NOCTTY);
  if (terminal < 0) {
    message(&(struct message){.file = path, .text = "the key has a password, and there is no terminal to ask for it"});
    return -1;
  }
  int32_t size = ask(terminal, path, out, capacity);
  close(terminal);
  return size;
}
