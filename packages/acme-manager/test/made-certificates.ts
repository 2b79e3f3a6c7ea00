import forge from "node-forge";

const DAY_MS = 86_400_000;

type KeyPair = forge.pki.rsa.KeyPair;

export interface MadeCertificate {
  /** The certificate alone. */
  readonly pem: string;
  readonly keyPem: string;
}

export interface MakeOptions {
  readonly names: readonly string[];
  /** Default: yesterday. */
  readonly notBefore?: Date;
  /** Default: in 30 days. */
  readonly notAfter?: Date;
  /** Default: that of the maker. */
  readonly keys?: KeyPair;
}

/** Makes certificates of any kind: root, intermediate and leaves, all RSA, the only type that node-forge makes. */
export class CertificateMaker {
  readonly #caKeys = newKeys();
  readonly keys = newKeys();
  readonly otherKeys = newKeys();
  readonly #root = newCertificate({
    subject: "made root",
    issuer: "made root",
    key: this.#caKeys,
    signer: this.#caKeys,
    isCa: true,
  });
  readonly rootPem = pemOf(this.#root);
  readonly intermediatePem: string = this.intermediate();

  intermediate(dates: { readonly notBefore?: Date; readonly notAfter?: Date } = {}): string {
    return pemOf(
      newCertificate({
        subject: "made intermediate",
        issuer: "made root",
        key: this.#caKeys,
        signer: this.#caKeys,
        isCa: true,
        ...dates,
      }),
    );
  }

  leaf({ names, keys = this.keys, ...dates }: MakeOptions): MadeCertificate {
    const certificate = newCertificate({
      issuer: "made intermediate",
      key: keys,
      signer: this.#caKeys,
      names,
      ...dates,
    });
    return {
      pem: pemOf(certificate),
      keyPem: forge.pki.privateKeyToPem(keys.privateKey).replaceAll("\r\n", "\n"),
    };
  }
}

function newKeys(): KeyPair {
  return forge.pki.rsa.generateKeyPair(2048);
}

function pemOf(certificate: forge.pki.Certificate): string {
  return forge.pki.certificateToPem(certificate).replaceAll("\r\n", "\n");
}

function newCertificate(options: {
  readonly subject?: string;
  readonly issuer: string;
  readonly key: KeyPair;
  readonly signer: KeyPair;
  readonly isCa?: boolean;
  readonly names?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}): forge.pki.Certificate {
  const { subject, issuer, key, signer, isCa = false, names = [] } = options;
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = key.publicKey;
  certificate.serialNumber = `4${forge.util.bytesToHex(forge.random.getBytesSync(8))}0`.slice(0, 16);
  certificate.validity.notBefore = options.notBefore ?? new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = options.notAfter ?? new Date(Date.now() + 30 * DAY_MS);
  certificate.setSubject(subject === undefined ? [] : [{ name: "commonName", value: subject }]);
  certificate.setIssuer([{ name: "commonName", value: issuer }]);
  certificate.setExtensions([
    { name: "basicConstraints", cA: isCa, critical: true },
    ...(names.length > 0
      ? [{ name: "subjectAltName", altNames: names.map((value) => ({ type: 2, value })) }]
      : []),
  ]);
  certificate.sign(signer.privateKey, forge.md.sha256.create());
  return certificate;
}
