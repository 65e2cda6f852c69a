import { useEffect, useState } from 'preact/hooks';
import type { Readable } from './store.ts';

/** The store's present value; the calling component renders again when it changes. */
export function useStore<T>(store: Readable<T>): T {
  const [value, setValue] = useState(() => store.get());
  useEffect(() => {
    const read = () => setValue(() => store.get());
    read(); // it may have changed between the first render and this effect
    return store.subscribe(read);
  }, [store]);
  return value;
}
