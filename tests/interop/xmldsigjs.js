// xmldsigjs as a peer of the tests (tests/python/peers.py):
//   node xmldsigjs.js sign KEY CERTIFICATE IN OUT
//   node xmldsigjs.js verify CERTIFICATE FILE...     prints "good" or "bad" for each
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import * as xmldom from '@xmldom/xmldom';
import { setNodeDependencies } from 'xml-core';
import { Application, KeyInfo, KeyInfoX509Data, Parse, SignedXml } from 'xmldsigjs';
import xpath from 'xpath';

const { DOMImplementation, DOMParser, XMLSerializer } = xmldom;
setNodeDependencies({ DOMImplementation, DOMParser, XMLSerializer, xpath });
Application.setEngine('NodeJS', webcrypto);

const P256 = { name: 'ECDSA', namedCurve: 'P-256' };
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const DS = 'http://www.w3.org/2000/09/xmldsig#';

// The issuer as RFC 4514 writes it, which has the RDNs of the certificate in the opposite order; the serial in decimal.
function issuerSerial(certificate) {
  return [certificate.issuer.split('\n').reverse().join(','), BigInt('0x' + certificate.serialNumber).toString()];
}

async function sign(key, certificate, input, output) {
  const pkcs8 = createPrivateKey(readFileSync(key)).export({ format: 'der', type: 'pkcs8' });
  const privateKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, P256, false, ['sign']);
  const data = new KeyInfoX509Data();
  data.AddIssuerSerial(...issuerSerial(new X509Certificate(readFileSync(certificate))));
  const signed = new SignedXml();
  signed.XmlSignature.KeyInfo = new KeyInfo();
  signed.XmlSignature.KeyInfo.Add(data);
  signed.XmlSignature.SignedInfo.CanonicalizationMethod.Algorithm = EXCLUSIVE;
  await signed.Sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, Parse(readFileSync(input, 'utf8')),
    { references: [{ uri: '', hash: 'SHA-256', transforms: ['enveloped'] }] });
  writeFileSync(output, signed.toString());
}

// By the certificate's key, where the message names that certificate; whatever is objected to is bad.
async function isGood(certificate, file) {
  try {
    const document = Parse(readFileSync(file, 'utf8'));
    const found = document.getElementsByTagNameNS(DS, 'Signature');
    const signed = new SignedXml(document);
    signed.LoadXml(found[0]);
    signed.Algorithm = P256; // Verify imports the key anew by this, and what LoadXml sets has no curve
    const spki = certificate.publicKey.export({ format: 'der', type: 'spki' });
    const key = await webcrypto.subtle.importKey('spki', spki, P256, true, ['verify']);
    const [issuer, serial] = issuerSerial(certificate);
    const named = signed.XmlSignature.KeyInfo.Item(0).IssuerSerials[0];
    return found.length === 1 && named.issuerName === issuer && named.serialNumber === serial &&
      await signed.Verify(key);
  } catch {
    return false;
  }
}

const [call, ...rest] = process.argv.slice(2);
if (call === 'sign') {
  await sign(...rest);
} else {
  const certificate = new X509Certificate(readFileSync(rest[0]));
  for (const file of rest.slice(1)) console.log(await isGood(certificate, file) ? 'good' : 'bad');
}
