/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.verdict.Bucket;
import io.nameplate.model.verdict.LineTrace.Finding;
import io.nameplate.model.verdict.LineTrace.Held;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** GPUs of one block that the same row found alike from one instant until another. */
final class Alike {

    private static final int MOST_CLOCKS = 12;

    /** What makes GPUs alike: the sentence on their evidence, the row with its consequence. */
    record Kind(long from, long to, String seen, String why) {}

    /** How many GPUs had one clock, and what that clock loses. */
    private static final class AtClock {
        final int perMille;
        int gpus;

        AtClock(int perMille) {
            this.perMille = perMille;
        }
    }

    private final Kind kind;
    private final Held block;
    private final Finding first;
    private final long seconds;
    private final Map<String, BitSet> gpus = new LinkedHashMap<>();
    private final TreeMap<Integer, AtClock> clocks = new TreeMap<>();
    private final Range clock = new Range();
    private final Range limit = new Range();
    private final Range since = new Range();
    private long count;
    private long lostMs;

    /** The smallest and largest of some numbers. */
    private static final class Range {
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;

        void add(long number) {
            least = Math.min(least, number);
            most = Math.max(most, number);
        }
    }

    Alike(Kind kind, Held block, Finding first) {
        this.kind = kind;
        this.block = block;
        this.first = first;
        this.seconds = kind.to() - kind.from();
    }

    void add(Held held, int gpu, Finding finding) {
        gpus.computeIfAbsent(held.node().node().value(), node -> new BitSet()).set(gpu);
        count++;
        lostMs += seconds * finding.lostPerMille();
        long code = finding.code();
        if (Evidence.isAbsent(code)) {
            since.add(Evidence.since(code));
        } else if (finding.working() && Evidence.clockMhz(code) != Evidence.UNKNOWN) {
            clock.add(Evidence.clockMhz(code));
            limit.add(Evidence.limitW(code));
            clocks.computeIfAbsent(Evidence.clockMhz(code), mhz -> new AtClock(finding.lostPerMille())).gpus++;
        }
    }

    Kind kind() {
        return kind;
    }

    Finding finding() {
        return first;
    }

    long gpus() {
        return count;
    }

    long lostMs() {
        return lostMs;
    }

    long deliveredMs() {
        return count * seconds * 1000 - lostMs;
    }

    String nodes() {
        return Nodes.withGpus(gpus, block.block().gpusPerNode());
    }

    /** The evidence, with this group's numbers. */
    String seen() {
        String words = kind.seen()
                .replace(EvidenceWords.CLOCK, range(clock, " MHz"))
                .replace(EvidenceWords.LIMIT, range(limit, " W"))
                .replace(EvidenceWords.SINCE, sinceWords());
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }

    private static String range(Range range, String unit) {
        if (range.least > range.most) {
            return "";
        }
        return range.least == range.most
                ? Figures.whole(range.least) + unit
                : Figures.whole(range.least) + " to " + Figures.whole(range.most) + unit;
    }

    private String sinceWords() {
        if (since.least > since.most) {
            return "";
        }
        String least = Figures.dated(since.least, kind.from());
        return "since " + (since.least == since.most ? least : least + " to " + Figures.dated(since.most, kind.from()));
    }

    /** The arithmetic, a sentence for each clock where the lost part hangs on it. */
    void arithmetic(Page page, int depth, int guaranteed) {
        String size = Figures.times(count, seconds);
        String all = Figures.seconds(count * seconds * 1000);
        if (lostMs == 0) {
            page.say(depth, size + " = " + all + " delivered.");
        } else if (!first.working()) {
            boolean unknown = first.lostTo() == Bucket.UNMEASURED;
            page.say(depth, size + " = " + all + (unknown ? " not measured." : " lost."));
        } else {
            clocks(page, depth, guaranteed);
        }
    }

    private void clocks(Page page, int depth, int guaranteed) {
        if (clocks.size() > MOST_CLOCKS) {
            page.say(
                    depth,
                    clocks.size() + " different clocks: each GPU loses (guaranteed - clock) / guaranteed, "
                            + clocks.lastEntry().getValue().perMille + " to "
                            + clocks.firstEntry().getValue().perMille + " per mille of its "
                            + Figures.whole(seconds) + " s.");
        } else {
            clocks.forEach((mhz, at) -> page.say(depth, clock(mhz, at, guaranteed)));
        }
        String sum = clocks.size() > 1 ? "Together " + Figures.seconds(lostMs) + " lost; the" : "The";
        page.say(
                depth,
                sum + " rest, " + Figures.seconds(count * seconds * 1000) + " - " + Figures.seconds(lostMs) + " = "
                        + Figures.seconds(deliveredMs()) + ", delivered, "
                        + first.delivered().text() + ".");
    }

    private String clock(int mhz, AtClock at, int guaranteed) {
        String exact = Figures.perMille((long) guaranteed - mhz, guaranteed);
        String rounded = Figures.whole(at.perMille);
        return "(" + Figures.whole(guaranteed) + " - " + Figures.whole(mhz) + ") / " + Figures.whole(guaranteed) + " = "
                + exact + (exact.equals(rounded) ? "" : ", rounded " + rounded) + " per mille; "
                + Figures.times(at.gpus, seconds) + " x " + rounded + " / 1,000 = "
                + Figures.seconds(at.gpus * seconds * at.perMille) + " lost.";
    }
}
