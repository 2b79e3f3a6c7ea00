import type { FileSystem } from "./file-system.js";

const TIME_LIMIT_MS = 10_000;

/**
 * The same disk, on which every read ends. One that hangs, as on a network disk, can't be cancelled: its caller is
 * freed, and while it lasts, further reads of that path fail at once. Each would take one of the few threads that
 * Node.js has for all files.
 */
export function withTimeLimit(fileSystem: FileSystem, limitMs = TIME_LIMIT_MS): FileSystem {
  const hanging = new Set<string>();
  const limited =
    <Rest extends readonly unknown[], Found>(read: (path: string, ...rest: Rest) => Promise<Found>) =>
    async (path: string, ...rest: Rest): Promise<Found> => {
      if (hanging.has(path)) throw new Error("the disk has not responded to an earlier read");
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          hanging.add(path);
          reject(new Error(`the disk has not responded for ${limitMs / 1_000} s`));
        }, limitMs);
      });
      const ended = () => {
        clearTimeout(timer);
        hanging.delete(path);
      };
      const reading = read(path, ...rest);
      reading.then(ended, ended);
      return Promise.race([reading, late]);
    };
  return {
    ...fileSystem,
    resolve: limited(fileSystem.resolve),
    read: limited(fileSystem.read),
    stamp: limited(fileSystem.stamp),
    list: limited(fileSystem.list),
  };
}
