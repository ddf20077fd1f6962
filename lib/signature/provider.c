/* The structs that a host fills in. */
#include <chreturn/signature.h>

#include <string.h>

int32_t chret_provider_init(chret_provider *provider, size_t struct_size) {
  if (provider == NULL || struct_size != sizeof *provider)
    return CHRET_E_ARGUMENT;
  memset(provider, 0, sizeof *provider);
  provider->struct_size = (uint32_t)struct_size;
  return CHRET_OK;
}

int32_t chret_signer_init(chret_signer *signer, size_t struct_size) {
  if (signer == NULL || struct_size != sizeof *signer)
    return CHRET_E_ARGUMENT;
  memset(signer, 0, sizeof *signer);
  signer->struct_size = (uint32_t)struct_size;
  return CHRET_OK;
}
