/* Certificates, trust stores and the provider on xmlsec1 (libchreturn-xmlsec). */
import { X509Certificate } from 'node:crypto';
import { call, made, plainlyMade } from './errors.js';
import { euiFrom } from './identifiers.js';
import { bytes } from './memory.js';
import { native, nativeXmlsec } from './native.js';
import { Handle } from './resource.js';

/* What a certificate says: {issuer, serial, eui64, role, unusable}. */
export function certificateFrom(certificate) {
  const value = [0];
  const status = native.certificate_eui64(certificate, value);
  return {
    issuer: native.certificate_issuer(certificate),
    serial: native.certificate_serial(certificate),
    eui64: status === 0 ? euiFrom(value[0]) : undefined,
    role: native.certificate_role(certificate),
    unusable: native.certificate_unusable(certificate) ?? undefined,
  };
}

/* Verifies, and makes digests. One for a process is enough. */
export class Xmlsec extends Handle {
  constructor() {
    super(plainlyMade(nativeXmlsec().xmlsec_new, null), nativeXmlsec().xmlsec_free);
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

  get size() {
    return Number(native.trust_count(this.pointer));
  }
}

/* A private key in PEM with its certificate; it stays in libchreturn-xmlsec. */
export class XmlsecSigner extends Handle {
  constructor(xmlsec, key, certificate) {
    const pointer = made(
      nativeXmlsec().xmlsec_signer_new,
      xmlsec.pointer,
      ...bytes(key),
      ...bytes(certificate),
      null,
      null,
    );
    super(pointer, nativeXmlsec().xmlsec_signer_free, [xmlsec]);
  }

  native() {
    return nativeXmlsec().xmlsec_signer_get(this.pointer);
  }
}
