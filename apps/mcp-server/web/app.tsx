export function App() {
  return <main>HAProxy</main>;
}
