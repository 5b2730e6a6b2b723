// A command line that cannot be understood: one sentence, and which help to read. Ends with exit code 2.

export const HELP_TOPICS = [
  'main',
  'login',
  'targets',
  'shell',
  'ssh',
  'cp',
  'proxy',
  'tunnel',
  'rdp',
] as const;
export type HelpTopic = (typeof HELP_TOPICS)[number];

export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly topic: HelpTopic;

  constructor(message: string, topic: HelpTopic) {
    super(message);
    this.topic = topic;
  }
}
