/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.collectors.inventory.Reading;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one target once a period, for ever, at a moment of the period that is its own. Nothing waits for it, so that a
 * target that is slow or dead delays no other. A node is asked every period however often it failed, because an absence has
 * to be observed as long as it lasts; only what the log says of it becomes rarer. A witness that fails is asked less and
 * less often.
 */
final class TargetLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TargetLoop.class);
    private static final Duration QUIET = Duration.ofHours(1);
    private static final Duration RAREST = Duration.ofMinutes(5);
    private static final int DOUBLINGS = 16;

    /** What all loops of a source share. */
    record Shared(
            ScrapeSource source,
            Fetcher fetcher,
            ScheduledExecutorService scheduler,
            Executor readers,
            Clock clock,
            Consumer<List<Reading>> sink,
            ScrapeFaults faults) {}

    private final Shared shared;
    private final Target target;
    private final Interpreter interpreter;
    private volatile boolean closed;
    private @Nullable Trouble complainedOf;
    private long complainedAt;
    private long failures;

    TargetLoop(Shared shared, Target target, Interpreter interpreter) {
        this.shared = shared;
        this.target = target;
        this.interpreter = interpreter;
    }

    Target target() {
        return target;
    }

    void start() {
        again();
    }

    /** The next moment of the target's own in the period: the targets of a source are spread over it. */
    private void again() {
        if (closed) {
            return;
        }
        long period = target.period().toMillis();
        long own = Math.floorMod(target.id().hashCode() * 0x9E3779B97F4A7C15L, period);
        long now = shared.clock.millis();
        long next = Math.floorDiv(now - own, period) * period + own + period * periods();
        try {
            Future<?> unused = shared.scheduler.schedule(this::ask, next - now, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            closed = true;
        }
    }

    /** After how many periods it is asked again. */
    private long periods() {
        if (failures == 0 || !interpreter.mayBeAskedLess()) {
            return 1;
        }
        long rarest = Math.max(1, RAREST.toMillis() / target.period().toMillis());
        return Math.min(1L << Math.min(failures, DOUBLINGS), rarest);
    }

    private void ask() {
        CompletableFuture<Void> unused = askOnce().whenComplete((done, broken) -> again());
    }

    /** Asks now; completes when the answer was taken, or is known not to come. */
    CompletableFuture<Void> askOnce() {
        long began = shared.clock.millis();
        Duration timeout = shorter(shared.source.timeout(), target.period());
        CompletableFuture<Fetched> text = fetch(target.uri(), timeout, interpreter.etag());
        CompletableFuture<Optional<Fetched>> boot = target.boot()
                .filter(there -> interpreter.wantsBoot(began))
                .map(there -> fetch(there, timeout, "").thenApply(Optional::of))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
        // read where a disk that is slow holds up no answer; the time is that of the answer all the same
        return text.thenCombine(boot, (answer, second) -> answered(answer, second, began))
                .thenAcceptAsync(Runnable::run, shared.readers)
                .whenComplete((done, broken) -> {
                    if (broken != null && !closed) {
                        LOG.atError()
                                .setCause(broken)
                                .addKeyValue("source", shared.source.name())
                                .addKeyValue("target", target.id())
                                .log("scrape broke");
                    }
                });
    }

    private CompletableFuture<Fetched> fetch(URI uri, Duration timeout, String etag) {
        try {
            return shared.fetcher.fetch(uri, timeout, etag);
        } catch (RuntimeException broken) {
            return CompletableFuture.completedFuture(Fetched.failed(Trouble.BROKEN, broken.toString()));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Runnable answered(Fetched text, Optional<Fetched> boot, long began) {
        long at = shared.clock.millis();
        return () -> {
            if (closed) {
                return;
            }
            Interpreter.Found found = interpreter.read(text, boot, at);
            Trouble trouble = found.trouble();
            shared.faults.ended(
                    shared.source.name(),
                    trouble == null ? ScrapeFaults.OK : trouble.label(),
                    Duration.ofMillis(Math.max(0, at - began)));
            note(trouble, found.detail(), at);
            if (!found.readings().isEmpty()) {
                shared.sink.accept(found.readings());
            }
        };
    }

    private void note(@Nullable Trouble trouble, String detail, long at) {
        if (trouble == null) {
            if (complainedOf != null) {
                LOG.atInfo()
                        .addKeyValue("source", shared.source.name())
                        .addKeyValue("target", target.id())
                        .addKeyValue("failures", failures)
                        .log("target answers again");
            }
            failures = 0;
        } else {
            failures++;
            if (trouble != complainedOf || at - complainedAt >= QUIET.toMillis()) {
                complainedAt = at;
                LOG.atWarn()
                        .addKeyValue("source", shared.source.name())
                        .addKeyValue("target", target.id())
                        .addKeyValue("url", target.uri())
                        .addKeyValue("reason", trouble.label())
                        .addKeyValue("detail", detail)
                        .addKeyValue("failures", failures)
                        .log("target gives nothing that can be used");
            }
        }
        complainedOf = trouble;
    }

    /** Whether the latest answer could be used. */
    boolean isWell() {
        return complainedOf == null;
    }

    @Override
    public void close() {
        closed = true;
    }
}
