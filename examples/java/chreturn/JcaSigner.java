package chreturn;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;

/** A signer with a PrivateKey of Java's, which may be in a token or a service. */
public final class JcaSigner implements Signer {
  private final PrivateKey key;
  private final Certificate certificate;
  private final Provider digests;

  /** certificate: the key's, as Certificate.describe() gives it. */
  public JcaSigner(PrivateKey key, Certificate certificate, Provider digests) {
    this.key = key;
    this.certificate = certificate;
    this.digests = digests;
  }

  /** ECDSA with SHA-256, as r and s of 32 bytes each. */
  public byte[] sign(byte[] signedInfo) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(key);
    signature.update(signedInfo);
    return signature.sign();
  }

  @Override
  public Certificate certificate() {
    return certificate;
  }

  @Override
  public Pointer of(Call call) {
    Structs.SignerStruct made = call.keep(new Structs.SignerStruct());
    made.provider = digests.of(call);
    byte[] issuer = Call.utf8(certificate.issuer());
    byte[] serial = Call.utf8(certificate.serial());
    made.issuer = memory(issuer, call);
    made.issuer_size = Call.size(issuer);
    made.serial = memory(serial, call);
    made.serial_size = Call.size(serial);
    made.eui64 = Eui64.parse(certificate.eui64());
    made.sign = (ctx, signedInfo, size, out) -> Call.guarded(() ->
        Call.write(out, sign(signedInfo.getByteArray(0, size.intValue())), Prepared.SIGNATURE_SIZE));
    return made.written();
  }

  private static Pointer memory(byte[] bytes, Call call) {
    Memory memory = call.keep(new Memory(bytes.length + 1L));
    memory.write(0, Arrays.copyOf(bytes, bytes.length + 1), 0, bytes.length + 1);
    return memory;
  }
}
