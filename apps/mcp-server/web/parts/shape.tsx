import { PATHS, type Shape } from "./shapes.js";

export function ShapeOf({ shape }: { shape: Shape }) {
  return (
    <svg class="shape" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[shape]} fill-rule="evenodd" />
    </svg>
  );
}
