import { useEffect, useRef } from "preact/hooks";

const STORED = "haproxy-mcp-keys";

/** Whether single keys do anything (WCAG 2.1.4). */
export function areKeysOn(): boolean {
  return stored() !== "off";
}

export function turnKeys(isOn: boolean) {
  try {
    localStorage.setItem(STORED, isOn ? "on" : "off");
  } catch {} // a browser that stores nothing keeps them on
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

/**
 * Handles keys while no field and no dialog has the focus.
 *
 * @param keys - by key (`j`), or by two that follow one another (`g o`)
 */
export function useKeys(keys: Readonly<Record<string, () => void>>) {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    let before = "";
    function follow(event: KeyboardEvent) {
      const { key, target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !areKeysOn()) return;
      if (target instanceof Element && target.closest("input,textarea,select,dialog")) return;
      const action = current.current[`${before} ${key}`] ?? current.current[key];
      before = key;
      if (action === undefined) return;
      event.preventDefault();
      before = "";
      action();
    }
    addEventListener("keydown", follow);
    return () => removeEventListener("keydown", follow);
  }, []);
}
