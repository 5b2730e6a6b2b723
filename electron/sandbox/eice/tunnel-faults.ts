// What can be made to go wrong with tunnels of EC2 Instance Connect Endpoints; the tunnels look here at every turn.

export interface DurationPolicy {
  readonly maxSeconds: number;
  /** Whether the refusal names the condition: not known of AWS, so that both are tried. */
  readonly isNamed: boolean;
}

export class TunnelFaults {
  /** So many dials from now on find nobody. */
  refusals = 0;
  /** Every piece of bytes is this much later, in both directions. */
  delayMs = 0;
  /** Bytes go in and do not come out; nobody is told. */
  isStalled = false;

  /** A policy allows OpenTunnel for so long only; null: it has no such condition. */
  durationPolicy: DurationPolicy | null = null;

  /** True when this dial is one of those to be refused. */
  takeRefusal(): boolean {
    if (this.refusals === 0) return false;
    this.refusals -= 1;
    return true;
  }

  reset(): void {
    this.refusals = 0;
    this.delayMs = 0;
    this.isStalled = false;
    this.durationPolicy = null;
  }
}
