/* tests/fuzz/main.c - a fuzz target as a plain program: FILE or FOLDER... gives it each file, and says how many. */
#include "fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t given;

static int give_file(const char *path, size_t size) {
  FILE *file = fopen(path, "rb");
  uint8_t *data = malloc(size > 0 ? size : 1); /* exactly, so that a step over the end is seen */
  int good = file != NULL && data != NULL && fread(data, 1, size, file) == size;
  if (good) {
    fuzz_input = path;
    LLVMFuzzerTestOneInput(data, size);
    given++;
  }
  free(data);
  if (file != NULL) {
    fclose(file);
  }
  return good;
}

static int give(const char *path);

static int give_folder(const char *path) {
  DIR *folder = opendir(path);
  int good = folder != NULL;
  for (struct dirent *entry; good && (entry = readdir(folder)) != NULL;) {
    char inner[4096];
    if (entry->d_name[0] != '.') {
      good = snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name) < (int)sizeof inner && give(inner);
    }
  }
  if (folder != NULL) {
    closedir(folder);
  }
  return good;
}

static int give(const char *path) {
  struct stat is;
  if (stat(path, &is) != 0) {
    return 0;
  }
  return S_ISDIR(is.st_mode) ? give_folder(path) : give_file(path, (size_t)is.st_size);
}

int main(int argc, char **argv) {
  int out = dup(1), null = open("/dev/null", O_WRONLY);
  if (argc < 2 || out < 0 || null < 0) {
    fprintf(stderr, "usage: %s FILE or FOLDER...\n", argv[0]);
    return 2;
  }
  LLVMFuzzerInitialize(&argc, &argv);
  if (dup2(null, 1) < 0 || dup2(null, 2) < 0) {
    return 3;
  }
  for (int i = 1; i < argc; i++) {
    if (!give(argv[i])) {
      dprintf(out, "cannot read %s\n", argv[i]);
      return 3;
    }
  }
  dprintf(out, "%zu inputs\n", given);
  return 0;
}
