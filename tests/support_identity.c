/* tests/support_identity.c - commands and identities in a folder of their own. */
#include "support_identity.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char workshop[] = "/tmp/chreturn-XXXXXX";
static pid_t owner;

static void take_away(void) {
  if (getpid() == owner) {
    char command[sizeof workshop + 8];
    snprintf(command, sizeof command, "rm -rf %s", workshop);
    if (system(command) != 0) {
      abort();
    }
  }
}

void test_workshop(void) {
  const char *build = getenv("B");
  char here[4096];
  test_text program = {NULL, 0, 0};
  if (build == NULL) {
    build = "build";
  }
  if (build[0] != '/') {
    test_addf(&program, "%s/", getcwd(here, sizeof here) == NULL ? "" : here);
  }
  test_addf(&program, "%s/make-identity", build);
  if (access(program.data, X_OK) != 0 || setenv("M", program.data, 1) != 0 || mkdtemp(workshop) == NULL) {
    fprintf(stderr, "%s is not there; run from the project's root\n", program.data);
    exit(EXIT_FAILURE);
  }
  test_text_free(&program);
  owner = getpid();
  atexit(take_away);
}

/* stderr: where the command's goes. */
static void run(test_text *text, const char *format, va_list values, const char *standard_error) {
  test_text line = {NULL, 0, 0};
  char command[4096], block[4096];
  int size = vsnprintf(command, sizeof command, format, values);
  ck_assert(size > 0 && (size_t)size < sizeof command);
  test_addf(&line, "cd %s && { %s\n} 2>%s", workshop, command, standard_error);
  FILE *pipe = popen(line.data, "r");
  ck_assert_ptr_nonnull(pipe);
  size_t got;
  while ((got = fread(block, 1, sizeof block, pipe)) != 0) {
    test_add(text, block, got);
  }
  test_adds(text, "");
  int status = pclose(pipe);
  ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s: %s", command, text->data);
  test_text_free(&line);
}

void test_shell(const char *format, ...) {
  test_text text = {NULL, 0, 0};
  va_list values;
  va_start(values, format);
  run(&text, format, values, "&1");
  va_end(values);
  test_text_free(&text);
}

void test_shell_into(test_text *text, const char *format, ...) {
  va_list values;
  va_start(values, format);
  run(text, format, values, "/dev/null");
  va_end(values);
}

static void path_of(char *path, size_t size, const char *name) {
  ck_assert_int_lt(snprintf(path, size, "%s/%s", workshop, name), (int)size);
}

test_text test_file(const char *name) {
  test_text text = {NULL, 0, 0};
  char path[256];
  path_of(path, sizeof path, name);
  ck_assert_msg(test_load(&text, path), "%s cannot be read", path);
  return text;
}

void test_write_file(const char *name, const void *data, size_t size) {
  char path[256];
  path_of(path, sizeof path, name);
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(data, 1, size, file), size);
  ck_assert_int_eq(fclose(file), 0);
}
