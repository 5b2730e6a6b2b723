// A session that the agent gives up: the words reach the client as Output of channel_closed.

export class AgentFailure extends Error {
  /** As the real agent writes its errors. */
  get output(): string {
    return `----------ERROR-------\n${this.message}`;
  }
}
