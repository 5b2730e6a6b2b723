// True once something has lasted a while: what is quicker needs no skeleton, and shows none.
import { useEffect, useState } from 'react';

/** Below this a change reads as instant; a skeleton would only flash. */
const LATE_MS = 150;

export function useLate(waiting: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!waiting) {
      setLate(false);
      return undefined;
    }
    const timer = setTimeout(() => {
      setLate(true);
    }, LATE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [waiting]);
  return late && waiting;
}
