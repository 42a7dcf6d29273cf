import { z } from 'zod';

/**
 * The part of the Compose specification that docker-compose.yml uses, and no more: a mistyped key
 * is refused here, because Compose itself cannot be run everywhere the tests are.
 */
const Service = z.strictObject({
  image: z.string(),
  build: z.literal('.').optional(),
  restart: z.enum(['unless-stopped', 'on-failure']),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  environment: z.record(z.string().regex(/^[A-Z_]+$/u), z.string()),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({
        condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']),
      }),
    )
    .optional(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  stop_grace_period: z
    .string()
    .regex(/^\d+s$/u)
    .optional(),
  ports: z.array(z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()).min(2),
      interval: z.string(),
      timeout: z.string(),
      retries: z.int(),
    })
    .optional(),
});

export const ComposeFile = z
  .looseObject({
    name: z.string(),
    services: z.record(z.string(), Service),
    volumes: z.record(z.string(), z.null()),
  })
  .refine(
    (file) => Object.keys(file).every((key) => /^(name|services|volumes|x-[a-z-]+)$/u.test(key)),
    'expected name, services, volumes and extensions only',
  );
