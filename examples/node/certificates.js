/* Certificates, trust stores and the provider on xmlsec1 (libchreturn-xmlsec). */
import { X509Certificate } from 'node:crypto';
import { atOnce, call, guarded, made, plainlyMade } from './errors.js';
import { euiFrom } from './identifiers.js';
import { bytes, poke } from './memory.js';
import { native, nativeXmlsec } from './native.js';
import { Handle } from './resource.js';

/* What a certificate says: {issuer, serial, eui64, role, notBefore, notAfter, unusable}; the last is why it verifies
 * nothing. */
export function certificateFrom(certificate) {
  const [value, notBefore, notAfter] = [[0], [0], [0]];
  native.certificate_validity(certificate, notBefore, notAfter);
  const status = native.certificate_eui64(certificate, value);
  return {
    issuer: native.certificate_issuer(certificate),
    serial: native.certificate_serial(certificate),
    eui64: status === 0 ? euiFrom(value[0]) : undefined,
    role: native.certificate_role(certificate),
    notBefore: new Date(Number(notBefore[0]) * 1000),
    notAfter: new Date(Number(notAfter[0]) * 1000),
    unusable: native.certificate_unusable(certificate) ?? undefined,
  };
}

/* Verifies, and makes digests. One for a process is enough. */
export class Xmlsec extends Handle {
  /* ca: CA certificates, in PEM or DER, that a path has to lead to from those that are trusted. */
  constructor({ ca } = {}) {
    super(plainlyMade(nativeXmlsec().xmlsec_new, null), nativeXmlsec().xmlsec_free);
    if (ca !== undefined) call(nativeXmlsec().xmlsec_add_ca, this.pointer, ...bytes(ca));
  }

  /* The library's provider, as all that takes one asks for it. */
  get provider() {
    return nativeXmlsec().xmlsec_provider(this.pointer);
  }

  /* What a certificate, in PEM or DER, says: for a signer of one's own. */
  describe(certificate) {
    const der = new X509Certificate(certificate).raw;
    const described = made(native.certificate_new, this.provider, ...bytes(der), null);
    try {
      return certificateFrom(described);
    } finally {
      native.certificate_free(described);
    }
  }
}

/* The certificates, in PEM (one or many) or DER, whose signatures are believed. */
export class Trust extends Handle {
  constructor(xmlsec, certificates) {
    super(plainlyMade(native.trust_new, xmlsec.provider, null), native.trust_free, [xmlsec]);
    for (const certificate of certificates) {
      call(nativeXmlsec().xmlsec_trust_add, xmlsec.pointer, this.pointer, ...bytes(certificate));
    }
  }

  get certificates() {
    const count = Number(native.trust_count(this.pointer));
    return Array.from({ length: count }, (_, i) => certificateFrom(native.trust_at(this.pointer, i)));
  }
}

/* A function that gives the password as bytes, or nothing, as the library asks it. */
function asking(password) {
  if (password === undefined) return null;
  return (_, out, capacity) => {
    let size = -1; /* none, or too long */
    guarded(() => {
      const given = atOnce(password());
      if (given === undefined || given === null || bytes(given)[1] > Number(capacity)) return;
      poke.bytes(out, given, given.length);
      size = given.length;
    })();
    return size;
  };
}

/* A private key with its certificate; it stays in libchreturn-xmlsec, and close() clears it. */
export class XmlsecSigner extends Handle {
  constructor(pointer, xmlsec) {
    super(pointer, nativeXmlsec().xmlsec_signer_free, [xmlsec]);
  }

  static #load(called, xmlsec, data, password) {
    return new XmlsecSigner(
      made(nativeXmlsec()[called], xmlsec.pointer, ...data.flatMap(bytes), asking(password), null),
      xmlsec,
    );
  }

  /* A key in PEM. password: a function that gives it as bytes, where the key is encrypted. */
  static fromPem(xmlsec, key, certificate, password) {
    return XmlsecSigner.#load('xmlsec_signer_new', xmlsec, [key, certificate], password);
  }

  static fromPkcs12(xmlsec, data, password) {
    return XmlsecSigner.#load('xmlsec_signer_new_pkcs12', xmlsec, [data], password);
  }

  get certificate() {
    return certificateFrom(nativeXmlsec().xmlsec_signer_certificate(this.pointer));
  }

  native() {
    return nativeXmlsec().xmlsec_signer_get(this.pointer);
  }
}
