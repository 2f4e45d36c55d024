/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.verdict.Bucket;
import io.nameplate.model.verdict.LineTrace;
import io.nameplate.model.verdict.LineTrace.Finding;
import io.nameplate.model.verdict.LineTrace.Held;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers the findings on all GPUs of a line into few groups, and adds up what it gathered to compare with the result. */
final class Findings {

    private final EvidenceWords evidence;
    private final RuleWords rules;
    private final SortedMap<BlockId, Map<Alike.Kind, Alike>> groups = new TreeMap<>();
    private final SortedMap<BlockId, long[]> sums = new TreeMap<>();
    private final Map<Words, Words> known = new HashMap<>();
    private long workingMs;
    private long unassessedMs;
    private @Nullable Run run;

    /** What the sentences hang on, and the sentences. */
    private record Words(BlockId block, Finding like, String seen, String why) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Words words && words.block.equals(block) && words.like.equals(like);
        }

        @Override
        public int hashCode() {
            return 31 * block.hashCode() + like.hashCode();
        }
    }

    /** A GPU that is found alike piece after piece. */
    private record Run(Held held, int gpu, Words words, long number, long from, long to, Finding first) {}

    Findings(LineTrace trace) {
        this.evidence = new EvidenceWords(trace.lease(), trace.line());
        this.rules = new RuleWords(trace.lease());
        trace.forEach(this::found);
        flush();
    }

    private void found(Held held, int gpu, Finding finding) {
        long[] sum = sums.computeIfAbsent(held.block().block(), block -> new long[Bucket.COUNT]);
        sum[finding.delivered().index()] += finding.deliveredMs();
        sum[finding.lostTo().index()] += finding.lostMs();
        if (finding.working()) {
            workingMs += finding.lostMs() + finding.deliveredMs();
            unassessedMs += finding.unassessed() ? finding.lostMs() + finding.deliveredMs() : 0;
        }
        Words words = words(held, finding);
        long number = finding.lostPerMille() > 0 && finding.working() ? Evidence.clockMhz(finding.code()) : 0;
        if (run != null
                && run.held.equals(held)
                && run.gpu == gpu
                && run.to == finding.from()
                && run.number == number
                && run.words.seen.equals(words.seen)
                && run.words.why.equals(words.why)) {
            run = new Run(held, gpu, run.words, number, run.from, finding.to(), run.first);
        } else {
            flush();
            run = new Run(held, gpu, words, number, finding.from(), finding.to(), finding);
        }
    }

    private void flush() {
        if (run != null) {
            Run done = run;
            Alike.Kind kind = new Alike.Kind(done.from, done.to, done.words.seen, done.words.why);
            groups.computeIfAbsent(done.held.block().block(), block -> new HashMap<>())
                    .computeIfAbsent(kind, key -> new Alike(kind, done.held, done.first))
                    .add(done.held, done.gpu, done.first);
        }
    }

    /** The sentences on a finding, made once for all that differ in time only. */
    private Words words(Held held, Finding finding) {
        Finding timeless = new Finding(
                0,
                0,
                finding.code(),
                finding.power(),
                finding.cooling(),
                finding.rule(),
                finding.bucket(),
                finding.lostPerMille(),
                finding.delivered(),
                finding.working(),
                finding.unassessed(),
                finding.window(),
                finding.order());
        Words key = new Words(held.block().block(), timeless, "", "");
        return known.computeIfAbsent(
                key, unknown -> new Words(unknown.block, timeless, evidence.seen(held, finding), rules.why(finding)));
    }

    /** The groups of a block in time, the ladder's rows in order. */
    List<Alike> of(Block block) {
        List<Alike> sorted =
                new ArrayList<>(groups.getOrDefault(block.block(), Map.of()).values());
        sorted.sort(Comparator.<Alike>comparingLong(alike -> alike.kind().from())
                .thenComparing(alike -> alike.kind().to())
                .thenComparing(alike -> alike.finding().rule())
                .thenComparing(alike -> alike.kind().why())
                .thenComparing(alike -> alike.kind().seen()));
        return sorted;
    }

    /** GPU-milliseconds of a block by {@link Bucket}. */
    long[] sum(BlockId block) {
        return sums.getOrDefault(block, new long[Bucket.COUNT]);
    }

    SortedMap<BlockId, long[]> sums() {
        return sums;
    }

    long workingMs() {
        return workingMs;
    }

    long unassessedMs() {
        return unassessedMs;
    }
}
