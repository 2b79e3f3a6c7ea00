import type { FileSystem } from "./file-system.js";

const LIMIT_MS = 10_000;

/**
 * The same disk, on which every read ends within 10 s. One that hangs, as on a network disk, can't be cancelled: its caller is
 * freed, and while it lasts, further reads of that path fail at once. Each would take one of the few threads that
 * Node.js has for all files.
 */
export function withTimeLimit(fileSystem: FileSystem): FileSystem {
  const hanging = new Set<string>();
  const limited =
    <Rest extends readonly unknown[], Found>(read: (path: string, ...rest: Rest) => Promise<Found>) =>
    (path: string, ...rest: Rest): Promise<Found> =>
      new Promise((resolve, reject) => {
        if (hanging.has(path)) return reject(new Error("the disk has not responded to an earlier read"));
        const timer = setTimeout(() => {
          hanging.add(path);
          reject(new Error(`the disk has not responded for ${LIMIT_MS / 1_000} s`));
        }, LIMIT_MS);
        const ended = () => {
          clearTimeout(timer);
          hanging.delete(path);
        };
        read(path, ...rest)
          .then(resolve, reject)
          .finally(ended);
      });
  return {
    ...fileSystem,
    resolve: limited(fileSystem.resolve),
    read: limited(fileSystem.read),
    stamp: limited(fileSystem.stamp),
    list: limited(fileSystem.list),
  };
}
