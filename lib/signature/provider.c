/* The structs that a host fills in. */
#include "base/filled.h"

#include <chreturn/signature.h>

int32_t chret_provider_init(chret_provider *provider, size_t struct_size) {
  return chret_i_filled_init(provider, struct_size, CHRET_I_PROVIDER);
}

int32_t chret_signer_init(chret_signer *signer, size_t struct_size) {
  return chret_i_filled_init(signer, struct_size, CHRET_I_SIGNER);
}
