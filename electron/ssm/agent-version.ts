// Versions of agents, compared number by number, and what each of them can do (fact sheet 3.1). Pure.

/** True when `version` is higher than `than`. A missing or odd component counts as 0. */
function isNewerVersion(version: string, than: string): boolean {
  const left = version.split('.');
  const right = than.split('.');
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = component(left[i]) - component(right[i]);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** Many connections in one session. */
export function canMultiplex(agentVersion: string): boolean {
  return isNewerVersion(agentVersion, '3.0.196.0');
}

/** Older agents end a session in which no smux frame came for 30 s. */
export function endsSilentSessions(agentVersion: string): boolean {
  return !isNewerVersion(agentVersion, '3.1.1511.0');
}

/** Understands the TerminateSession flag. */
export function canBeTerminatedByFlag(agentVersion: string): boolean {
  return isNewerVersion(agentVersion, '2.3.722.0');
}

/** Leads to other hosts. Older agents do not read the host, and lead to the same port of their own machine instead. */
export function canLeadToHosts(agentVersion: string): boolean {
  return !isNewerVersion('3.1.1374.0', agentVersion);
}

function component(text: string | undefined): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0;
}
