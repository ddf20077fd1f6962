package chreturn;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** The calls of libchreturn-xmlsec. */
interface XmlsecCalls extends Library {
  XmlsecCalls LIB = Native.load("libchreturn-xmlsec.so.0", XmlsecCalls.class, Calls.UTF8);

  int chret_xmlsec_new(PointerByReference out, Pointer options);
  void chret_xmlsec_free(Pointer xmlsec);
  Pointer chret_xmlsec_provider(Pointer xmlsec);
  int chret_xmlsec_add_ca(Pointer xmlsec, byte[] data, SizeT size, Pointer err);
  int chret_xmlsec_trust_add(Pointer xmlsec, Pointer trust, byte[] data, SizeT size, Pointer err);
  int chret_xmlsec_signer_new(PointerByReference out, Pointer xmlsec, byte[] key, SizeT keySize, byte[] certificate,
      SizeT certificateSize, Structs.Password password, Pointer ctx, Pointer err);
  int chret_xmlsec_signer_new_pkcs12(PointerByReference out, Pointer xmlsec, byte[] pkcs12, SizeT size,
      Structs.Password password, Pointer ctx, Pointer err);
  void chret_xmlsec_signer_free(Pointer signer);
  Pointer chret_xmlsec_signer_get(Pointer signer);
  Pointer chret_xmlsec_signer_certificate(Pointer signer);
}
