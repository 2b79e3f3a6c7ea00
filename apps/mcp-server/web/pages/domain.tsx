export function Domain({ domain }: { domain: string }) {
  return <h1>{domain}</h1>;
}
