/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.nameplate.model.verdict.LineResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The whole path over one broker: producer, broker and job as processes of their own and a ledger here. Seconds of the site are
 * played one after the other, at any speed; at the end what the ledger holds is compared with the offline settlement.
 */
final class WireRun implements AutoCloseable {

    private static final String PRODUCER_HEAP = "768m";
    private static final String JOB_HEAP = "2g";
    private static final int LOOK_MILLIS = 20;
    /** Facts of the job that are not zero only where something was lost or spoiled on the way. */
    private static final List<String> TROUBLE = List.of(
            "holes", "lost", "forks", "late", "not_of_record", "malformed", "results_refused", "evidence_refused");

    private final Path folder;
    private final WireSite site;
    private final String broker;
    private final String client;
    private final WireLedger ledger;
    private final Child brokerProcess;
    private final Child producer;
    private final int records;
    private Child job;
    /** Seconds of the site that were played. */
    private int played;

    /** What the three processes have used. */
    record Cpu(double producer, double broker, double job) {
        Cpu since(Cpu before) {
            return new Cpu(producer - before.producer, broker - before.broker, job - before.job);
        }

        double sum() {
            return producer + broker + job;
        }
    }

    /** When a number of records had been reached. */
    record Mark(long records, long nanos) {
        static List<Mark> of(List<String> lines) {
            return lines.stream()
                    .map(line -> line.split(" ", -1))
                    .map(words -> new Mark(Long.parseLong(words[0]), Long.parseLong(words[1])))
                    .toList();
        }
    }

    /** Starts everything; closes the ledger with it. */
    WireRun(Path folder, WireBroker kind, String client, WireSite site, WireLedger ledger)
            throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        this.site = site;
        this.client = client;
        this.ledger = ledger;
        int port = WireBroker.freePort();
        broker = "tcp://127.0.0.1:" + port;
        brokerProcess = kind.start(folder, port);
        WireBroker.await(port);
        job = startJob();
        producer = Child.java(
                "producer",
                folder,
                PRODUCER_HEAP,
                WireProducer.class,
                broker,
                client,
                folder.resolve("spool").toString(),
                site.toString());
        records = Integer.parseInt(producer.answer().get(0));
    }

    private Child startJob() throws IOException, InterruptedException {
        String data = folder.resolve("job").toAbsolutePath().normalize().toString();
        Child started = Child.java(
                "job",
                folder,
                JOB_HEAP,
                WireJob.class,
                data,
                "--broker",
                broker,
                "--mqtt-client",
                client,
                "--ledger",
                ledger.url());
        started.answer();
        return started;
    }

    /** Records of one second of the site. */
    int records() {
        return records;
    }

    /** How many seconds of the site were played. */
    int played() {
        return played;
    }

    Cpu cpu() {
        return new Cpu(producer.cpuSeconds(), brokerProcess.cpuSeconds(), job.cpuSeconds());
    }

    /** Plays so many seconds, so many a second, or as fast as the spool takes them with 0; returns when the job has them. */
    List<Mark> play(int seconds, double rate) throws IOException, InterruptedException {
        List<Mark> appended = append(seconds, rate);
        awaitTaken(played);
        return appended;
    }

    /** Fills the spool and does not wait for the job. */
    List<Mark> append(int seconds, double rate) throws IOException, InterruptedException {
        begin(seconds, rate);
        return Mark.of(producer.answer());
    }

    /** Begins to fill the spool and does not wait; {@link #finish} must come before anything else is played. */
    void begin(int seconds, double rate) throws IOException {
        producer.tell("play " + played + " " + seconds + " " + rate);
        played += seconds;
    }

    /** Waits until the job has taken all that was begun. */
    void finish() throws IOException, InterruptedException {
        producer.answer();
        awaitTaken(played);
    }

    /** Waits until the job has taken these first seconds. */
    private void awaitTaken(int seconds) throws IOException, InterruptedException {
        Standstill standstill = new Standstill();
        for (long through = through(); through < seconds; through = through()) {
            pause(standstill, through);
        }
    }

    /** Waits until the job has taken something since its start. */
    void awaitFirst() throws IOException, InterruptedException {
        Standstill standstill = new Standstill();
        while (taken(facts()) == 0) {
            pause(standstill, 0);
        }
    }

    /** Waits a moment for a job that goes on, and no longer for one that does not. */
    private void pause(Standstill standstill, long reached) throws IOException, InterruptedException {
        if (standstill.at(reached)) {
            throw new IllegalStateException("the job has stood still for " + Standstill.MOST.toMinutes() + " min, with "
                    + through() + " of " + played + " s: " + facts());
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }

    /** How many records the job has taken since its start. */
    private static long taken(Map<String, String> facts) {
        return Long.parseLong(facts.getOrDefault("records", "0"));
    }

    /** How many seconds the job has taken; negative before the first. */
    private long through() throws IOException, InterruptedException {
        return Long.parseLong(job.ask("through").get(0)) - site.start();
    }

    /**
     * How many records that the producer has announced the job does not have. Behind a long standstill a new epoch goes on live beside the
     * backlog: to have its newest second is not to have all.
     */
    long behind() throws IOException, InterruptedException {
        return behind(facts());
    }

    private static long behind(Map<String, String> facts) {
        return Long.parseLong(facts.getOrDefault("behind." + BenchSite.COLLECTOR, "0"));
    }

    /** When records were appended, a second of the site at a time, and when the job had taken how many. */
    record Watched(List<Mark> appended, List<Mark> taken) {

        /** From before the first was appended until the last was taken. */
        long nanos() {
            return taken.get(taken.size() - 1).nanos() - appended.get(0).nanos();
        }
    }

    /** Plays seconds and watches the job take them; it must have taken all before. */
    Watched watch(int seconds, double rate) throws IOException, InterruptedException {
        job.tell("watch " + (long) (played + seconds) * records);
        List<Mark> appended = append(seconds, rate);
        return new Watched(appended, Mark.of(job.answer()));
    }

    /** Ends the job with SIGKILL. */
    void killJob() {
        job.kill();
    }

    /** Starts the job again and does not wait for what it does. */
    void startJobAgain() throws IOException, InterruptedException {
        job = startJob();
    }

    /** What became of a job that was started again. */
    record Restored(double toFirstSeconds, double toCaughtUpSeconds, double siteSeconds) {
        /** Seconds of the site per second, from the first record on. */
        double drain() {
            return siteSeconds / (toCaughtUpSeconds - toFirstSeconds);
        }
    }

    /** Starts the job again while the site goes on live for so long, until it has all of it and of the backlog. */
    Restored restore(int backlog, int live) throws IOException, InterruptedException {
        int before = played;
        long began = System.nanoTime();
        job = startJob();
        begin(live, 1);
        double first = 0;
        Standstill standstill = new Standstill();
        while (true) {
            double now = (System.nanoTime() - began) / 1e9;
            // the next second of the site is on its way
            long appended = before + Math.min(live, (long) now);
            long through = through();
            Map<String, String> facts = facts();
            long taken = taken(facts);
            if (first == 0 && taken > 0) {
                first = now;
            }
            if (first != 0 && through >= appended && behind(facts) == 0) {
                finish();
                return new Restored(first, now, backlog + appended - before);
            }
            pause(standstill, taken);
        }
    }

    Map<String, String> facts() throws IOException, InterruptedException {
        Map<String, String> facts = new HashMap<>();
        for (String fact : job.ask("facts")) {
            String[] words = fact.split("=", 2);
            facts.put(words[0], words[1]);
        }
        return facts;
    }

    /** Bytes of memory that the job's process holds. */
    long resident() throws IOException {
        return job.residentBytes();
    }

    /** Bytes that live on the job's heap. */
    long heap() throws IOException, InterruptedException {
        return Long.parseLong(job.ask("heap").get(0));
    }

    /** Bytes of the newest complete checkpoint. */
    long checkpointBytes() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("job").resolve("checkpoints"))) {
            Path newest = files.filter(file -> file.endsWith("_metadata"))
                    .max(java.util.Comparator.comparingLong(
                            file -> file.toFile().lastModified()))
                    .orElseThrow(() -> new IllegalStateException("no checkpoint is complete"));
            try (Stream<Path> parts = Files.list(newest.getParent())) {
                return parts.mapToLong(part -> part.toFile().length()).sum();
            }
        }
    }

    /**
     * Compares every interval that was played to its end with the offline settlement, and makes sure that nothing was lost,
     * refused or left over on the way.
     */
    void verify() throws IOException, InterruptedException {
        SortedMap<String, String> expected = offline();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (ledger.settled().size() < expected.size() && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        if (!ledger.settled().equals(expected)) {
            throw new IllegalStateException(
                    "the ledger settled " + ledger.settled().size() + " contents, offline has " + expected.size()
                            + ", and they differ; see " + folder);
        }
        Map<String, String> facts = facts();
        List<String> wrong = new ArrayList<>();
        for (String trouble : TROUBLE) {
            if (!facts.getOrDefault(trouble, "0").equals("0")) {
                wrong.add(trouble + "=" + facts.get(trouble));
            }
        }
        String held = producer.ask("stats").get(0);
        if (!wrong.isEmpty() || ledger.changed() > 0 || !held.contains("lost=0")) {
            throw new IllegalStateException(
                    "not as it should be: " + wrong + ", changed " + ledger.changed() + ", " + held);
        }
    }

    private SortedMap<String, String> offline() throws JsonProcessingException {
        SortedMap<String, String> contents = new TreeMap<>();
        int whole = played - played % site.interval();
        for (LineResult result : site.playback().settle(site.registry(), whole).results()) {
            JsonNode content = WireLedger.JSON.readTree(result.content().canonicalJson());
            contents.put(WireLedger.key(content), WireLedger.text(content));
        }
        return contents;
    }

    @Override
    public void close() {
        List.of(producer, job, brokerProcess).forEach(Child::close);
        ledger.close();
    }
}
