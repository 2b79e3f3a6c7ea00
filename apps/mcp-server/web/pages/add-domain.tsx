export function AddDomain() {
  return <h1>Add a domain</h1>;
}
