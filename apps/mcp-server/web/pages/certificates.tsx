export function Certificates() {
  return <h1>Certificates</h1>;
}
