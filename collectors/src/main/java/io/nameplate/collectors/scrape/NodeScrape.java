/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.collectors.dcgm.ExporterText;
import io.nameplate.collectors.dcgm.ExporterText.Seen;
import io.nameplate.collectors.inventory.BootTime;
import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.prometheus.Format;
import io.nameplate.collectors.prometheus.Limits;
import io.nameplate.collectors.validate.SourceClock;
import io.nameplate.collectors.validate.SourceClock.Stamp;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.wire.Frames;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The exporter of one node. An answer that cannot be used is said as what it tells of the node, so that a silent node, a
 * dead exporter and a stale one are told apart.
 */
final class NodeScrape implements Interpreter {

    /** Epoch seconds that no clock says: the number is something else. */
    private static final double LATEST = 1e11;

    private static final Duration BOOT_KNOWN = Duration.ofSeconds(60);
    private static final ThreadLocal<ExporterText> READERS =
            ThreadLocal.withInitial(() -> new ExporterText(Limits.STANDARD));

    private final NodeId node;
    private final Duration frozenAfter;
    private final Predicate<NodeId> registered;
    private final ExporterText.Faults faults;
    private final SourceClock clock;
    private final FirstCounts counts = new FirstCounts();
    private final DriverReloads reloads = new DriverReloads();
    private long newest = Long.MIN_VALUE;
    private long fingerprint;
    private long sameSince = Long.MIN_VALUE;
    private long bootSaidAt = Long.MIN_VALUE;

    /**
     * The exporter of a node.
     *
     * @param registered whether a name is one of a node of the registry
     */
    NodeScrape(NodeId node, Duration frozenAfter, Predicate<NodeId> registered, ExporterText.Faults faults) {
        this(node, frozenAfter, registered, faults, new SourceClock());
    }

    /**
     * The exporter of a node.
     *
     * @param clock is told what the node and its exporters say of their time
     */
    NodeScrape(
            NodeId node,
            Duration frozenAfter,
            Predicate<NodeId> registered,
            ExporterText.Faults faults,
            SourceClock clock) {
        this.node = node;
        this.frozenAfter = frozenAfter;
        this.registered = registered;
        this.faults = faults;
        this.clock = clock;
    }

    /** Once a minute, and before the first reading after a silence: a node that was away may have booted. */
    @Override
    public boolean wantsBoot(long at) {
        return bootSaidAt == Long.MIN_VALUE || at - bootSaidAt >= BOOT_KNOWN.toMillis();
    }

    @Override
    public Found read(Fetched text, Optional<Fetched> boot, long at) {
        Trouble failed = text.trouble();
        if (failed != null) {
            return nothing(failed, text.detail(), at);
        }
        Seen seen =
                READERS.get().read(text.body(), text.body().length, Format.ofContentType(text.contentType()), faults);
        if (seen.gpus().isEmpty()) {
            return nothing(Trouble.EMPTY, "no line of a GPU", at);
        }
        Optional<String> other = otherNode(seen);
        if (other.isPresent()) {
            return nothing(Trouble.OTHER_NODE, "lines are of node " + other.get(), at);
        }
        seen.newest().ifPresent(own -> clock.heard(own, at));
        hear(seen, at);
        reloads.see(seen);
        boolean isNews = isNews(seen, at);
        if (isFrozen(seen, at)) {
            return nothing(Trouble.FROZEN, frozen(seen, at), at);
        }
        if (!isNews && seen.newest().isPresent()) {
            return new Found(List.of(), null, "");
        }
        Stamp time = seen.newest().isPresent() ? Stamp.of(seen.newest().getAsLong(), at) : Stamp.of(at);
        NodeReading reading = seen.reading(node, time.ts(), time.received(), bootId(seen, boot, at), time.flags());
        NodeReading counted = reading.with(counts.take(reading.gpus(), at));
        return new Found(List.of(reloads.told() ? counted.afterReload() : counted), null, "");
    }

    /** What the node's own exporter says of the node's clock. */
    private void hear(Seen seen, long at) {
        if (seen.nodeSeconds() > 0 && seen.nodeSeconds() < LATEST) {
            clock.heard(Math.round(seen.nodeSeconds() * 1_000), at);
        }
    }

    private Found nothing(Trouble trouble, String detail, long at) {
        bootSaidAt = Long.MIN_VALUE;
        counts.forget();
        List<Reading> said = List.of(new Reachability(node, at, trouble.reach(), Witness.UNKNOWN, Port.UNKNOWN));
        return new Found(said, trouble, detail);
    }

    private Optional<String> otherNode(Seen seen) {
        if (seen.hostnames().contains(node.value())) {
            return Optional.empty();
        }
        return seen.hostnames().stream()
                .filter(name -> id(name).filter(registered).isPresent())
                .findFirst();
    }

    private static Optional<NodeId> id(String name) {
        try {
            return Optional.of(new NodeId(name));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /** Whether the exporter's own time, or without one any number that it says of GPUs, is another than before. */
    private boolean isNews(Seen seen, long at) {
        OptionalLong own = seen.newest();
        boolean moved = own.isPresent() ? own.getAsLong() > newest : seen.fingerprint() != fingerprint;
        if (own.isPresent()) {
            newest = Math.max(newest, own.getAsLong());
        }
        fingerprint = seen.fingerprint();
        if (moved || sameSince == Long.MIN_VALUE || at < sameSince) {
            sameSince = at;
            return true;
        }
        return false;
    }

    /**
     * Whether nothing has moved for so long that nobody measures any more. Numbers alone tell it only of GPUs that work and
     * draw power, which never stays the same to the last digit.
     */
    private boolean isFrozen(Seen seen, long at) {
        boolean telling = seen.newest().isPresent() || seen.gpus().stream().anyMatch(NodeScrape::works);
        return telling && at - sameSince >= frozenAfter.toMillis();
    }

    private static boolean works(GpuReading gpu) {
        return gpu.work() == Work.WORKING && gpu.power() != Frames.BLANK;
    }

    private String frozen(Seen seen, long at) {
        return (seen.newest().isPresent() ? "the exporter's own time stands still" : "every number is the same")
                + " for " + (at - sameSince) / 1_000 + " s";
    }

    private String bootId(Seen seen, Optional<Fetched> boot, long at) {
        OptionalLong booted = seen.bootedAt(at);
        if (booted.isEmpty() && boot.isPresent()) {
            booted = bootedAt(boot.get(), at);
        }
        if (booted.isEmpty()) {
            return "";
        }
        bootSaidAt = at;
        return BootTime.id(booted.getAsLong());
    }

    private OptionalLong bootedAt(@Nullable Fetched text, long at) {
        if (text == null || text.trouble() != null) {
            return OptionalLong.empty();
        }
        Seen seen =
                READERS.get().read(text.body(), text.body().length, Format.ofContentType(text.contentType()), faults);
        hear(seen, at);
        return seen.bootedAt(at);
    }
}
