/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.boot;

import io.nameplate.alerting.alert.outbox.Dispatcher;
import io.nameplate.alerting.ledger.evidence.EvidenceBook;
import io.nameplate.alerting.ledger.orders.KeyFolder;
import io.nameplate.alerting.ledger.resettle.ResettleBook;
import io.nameplate.alerting.ledger.resettle.Summary;
import io.nameplate.alerting.ledger.results.Recount;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what runs by itself: every second a round of messages, never two at once; a failed round is not the last. */
@Singleton
final class Rounds {

    private static final Logger log = LoggerFactory.getLogger(Rounds.class);

    private static final Duration LAST_ROUND = Duration.ofSeconds(5);

    private final Dispatcher dispatcher;
    private final EvidenceBook evidence;
    private final ResettleBook resettlements;
    private final Recount recount;
    private final KeyFolder keys;
    private final AlertingConfig config;
    private final ReentrantLock round = new ReentrantLock();
    private volatile boolean stopping;

    Rounds(
            Dispatcher dispatcher,
            EvidenceBook evidence,
            ResettleBook resettlements,
            Recount recount,
            KeyFolder keys,
            AlertingConfig config) {
        this.dispatcher = dispatcher;
        this.evidence = evidence;
        this.resettlements = resettlements;
        this.recount = recount;
        this.keys = keys;
        this.config = config;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void messages() {
        round.lock();
        try {
            if (!stopping) {
                dispatcher.run();
            }
        } catch (RuntimeException failed) {
            log.atError()
                    .setMessage("a round of messages failed; the next one tries again")
                    .setCause(failed)
                    .log();
        } finally {
            round.unlock();
        }
    }

    /** So that a key with a mistake in it is said when it is put there, and not with the first order. */
    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void keys() {
        try {
            keys.look();
        } catch (RuntimeException failed) {
            log.atError()
                    .setMessage("the keys of load targets were not looked at; the next round tries again")
                    .setCause(failed)
                    .log();
        }
    }

    /** Once after a start: what an older version of the tables did not count. */
    @Scheduled(every = "1m", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void recount() {
        if (recount.isDone() || stopping) {
            return;
        }
        try {
            long counted = recount.run();
            if (counted > 0) {
                log.atInfo()
                        .setMessage("older results are counted in their quarter-hours")
                        .addKeyValue("intervals", counted)
                        .log();
            }
        } catch (RuntimeException failed) {
            log.atError()
                    .setMessage("older results are not all counted; the next round goes on")
                    .setCause(failed)
                    .log();
        }
    }

    @Scheduled(every = "24h", delayed = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void claimWindow() {
        try {
            long removed = evidence.keepFor(config.evidence().keep());
            log.atInfo()
                    .setMessage("evidence older than the claim window is removed")
                    .addKeyValue("pieces", removed)
                    .log();
        } catch (RuntimeException failed) {
            log.atError()
                    .setMessage("old evidence was not removed; tomorrow tries again")
                    .setCause(failed)
                    .log();
        }
    }

    @Scheduled(every = "${nameplate.resettle.backlog-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void backlog() {
        try {
            Summary summary = resettlements.backlog(told -> log.atDebug()
                    .setMessage("a drained spool was looked at")
                    .addKeyValue("told", told.json())
                    .log());
            if (summary.changed() > 0) {
                log.atInfo()
                        .setMessage("late evidence was settled again")
                        .addKeyValue("summary", summary.text())
                        .log();
            }
        } catch (RuntimeException failed) {
            log.atError()
                    .setMessage("late evidence was not settled again; the next round tries")
                    .setCause(failed)
                    .log();
        }
    }

    /** Lets the round that runs come to its end before the database goes. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        if (round.tryLock(LAST_ROUND.toSeconds(), TimeUnit.SECONDS)) {
            round.unlock();
        }
    }
}
