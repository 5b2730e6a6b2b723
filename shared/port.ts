// A TCP port as every spec has it.
import { z } from 'zod';

export const portSchema = z.number().int().min(1).max(65_535);
