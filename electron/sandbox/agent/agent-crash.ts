// The agent's worker dies: no last words, no acks, no report. The gateway finds out by itself, and so must the client.

export class AgentCrash extends Error {}
