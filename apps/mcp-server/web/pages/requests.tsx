export function Requests({ domain }: { domain: string }) {
  return <h1>Requests of {domain}</h1>;
}
