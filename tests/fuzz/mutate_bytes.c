/* tests/fuzz/mutate_bytes.c - libFuzzer's mutator for targets whose inputs are made whole again. */
#include "fuzz.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
  size = LLVMFuzzerMutate(data, size, room);
  FUZZ_IS_WRITTEN(data, size);
  return fuzz_repair != NULL && seed % 16 != 0 ? fuzz_repair(data, size, room) : size;
}
