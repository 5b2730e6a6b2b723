// A command line that cannot be understood: one sentence, and which help to read. Ends with exit code 2.

export type HelpTopic = 'main' | 'targets' | 'shell' | 'tunnel' | 'rdp';

export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly topic: HelpTopic;

  constructor(message: string, topic: HelpTopic) {
    super(message);
    this.topic = topic;
  }
}
