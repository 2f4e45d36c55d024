/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.job.NameplateJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The stream job of a measurement over a broker, in a process of its own: {@link NameplateJob} as it is, and a thread beside it
 * that says how far it is. Asked by lines: {@code facts}, {@code through}, {@code watch RECORDS} and {@code heap}.
 */
final class WireJob {

    private static final long LOOK_NANOS = 500_000;

    private final Counters counters;

    private WireJob(String data) {
        this.counters = Counters.of(data);
    }

    /** Runs the job with the arguments; the first is its data folder, an absolute path. */
    public static void main(String[] args) throws IOException {
        WireJob job = new WireJob(args[0]);
        List<String> arguments = new ArrayList<>(List.of("--data", args[0]));
        arguments.addAll(List.of(args).subList(1, args.length));
        Thread running = new Thread(() -> run(arguments.toArray(String[]::new)), "job");
        running.setDaemon(true);
        running.setUncaughtExceptionHandler((thread, broken) -> ended(broken.toString()));
        running.start();
        System.out.println(Child.DONE);
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "facts" -> job.counters.snapshot().forEach((key, value) -> say(key + "=" + value));
                case "through" -> say(String.valueOf(job.counters.snapshot().getOrDefault(through(), 0L)));
                case "watch" -> job.watch(Long.parseLong(words[1]));
                case "heap" -> say(String.valueOf(heap()));
                default -> throw new IllegalArgumentException("not a question: " + line);
            }
            System.out.println(Child.DONE);
        }
    }

    private static void run(String[] arguments) {
        try {
            NameplateJob.main(arguments);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** A job that does not run would be asked for ever: its process ends with it. */
    private static void ended(String why) {
        System.err.println("The job ended: " + why);
        Runtime.getRuntime().halt(1);
    }

    private static String through() {
        return "through." + BenchSite.COLLECTOR;
    }

    private static void say(String what) {
        System.out.println(Child.ANSWER + what);
    }

    /** Answers whenever there are more records, with their number and the instant, until there are that many. */
    private void watch(long until) {
        StringBuilder seen = new StringBuilder();
        long before = counters.get(Counter.RECORDS);
        Standstill standstill = new Standstill();
        for (long now = before; now < until; now = counters.get(Counter.RECORDS)) {
            if (now > before) {
                seen.append(Child.ANSWER)
                        .append(now)
                        .append(' ')
                        .append(System.nanoTime())
                        .append('\n');
                before = now;
            }
            if (standstill.at(now)) {
                ended("no further record after " + now + " of " + until);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        seen.append(Child.ANSWER)
                .append(until)
                .append(' ')
                .append(System.nanoTime())
                .append('\n');
        System.out.print(seen);
    }

    /** Bytes that live on the heap once what is dead is gone. */
    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 2; i++) {
            runtime.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
