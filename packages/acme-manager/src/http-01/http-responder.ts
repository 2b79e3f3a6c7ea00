/** Of each call of a responder: `signal` cancels it. */
export interface HttpProofOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A response that proves control of a name (RFC 8555 section 8.3). */
export interface HttpProof {
  /** `http://example.com/.well-known/acme-challenge/TOKEN` */
  readonly name: string;
  /** The key authorization: `TOKEN.THUMBPRINT` */
  readonly value: string;
}

/**
 * What answers the CA's requests over HTTP, on port 80 of the names. All methods throw AcmeError `NOT_CONFIGURED`, `HTTP_RESPONDER` or
 * `CANCELLED`.
 */
export interface HttpResponder {
  /** For messages: `HAProxy`. */
  readonly name: string;
  /** Whether responses for these domains can be published. Changes nothing. */
  check(domains: readonly string[], options: HttpProofOptions): Promise<void>;
  /** Publishes a response, and checks it. Does nothing if it is there. */
  add(proof: HttpProof, options: HttpProofOptions): Promise<void>;
  /** Does nothing if it is missing. */
  remove(proof: HttpProof, options: HttpProofOptions): Promise<void>;
}
