/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.model.language.document.Spelling;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.LineTrace;
import io.nameplate.model.verdict.Settlement;
import io.nameplate.model.verdict.explain.Explanation;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Which result somebody wants explained: a lease, one of its lines, and the start of an interval. */
record Question(String lease, String line, Instant interval) {

    /** A question to which the settlement has no result; the message names those that it has. */
    static final class Unanswerable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unanswerable(String sentence) {
            super(sentence);
        }
    }

    /** Where answers come from. */
    interface Answers {

        /** What can be explained. */
        SortedMap<LineKey, List<Instant>> settled();

        /** The beginning of the interval that holds an instant. */
        Instant holding(Instant at);

        LineTrace trace(LineKey line, Instant start);

        /** Answers from a settlement in memory. */
        static Answers of(Settlement settlement) {
            return new Answers() {
                @Override
                public SortedMap<LineKey, List<Instant>> settled() {
                    return settlement.settled();
                }

                @Override
                public Instant holding(Instant at) {
                    return settlement.registry().intervalOf(at);
                }

                @Override
                public LineTrace trace(LineKey line, Instant start) {
                    return settlement.trace(line, start);
                }
            };
        }
    }

    static Optional<Question> of(List<String> words) {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Question(words.get(0), words.get(1), Instant.parse(words.get(2))));
        } catch (DateTimeException wrong) {
            throw new Arguments.WrongCall("--explain LEASE LINE INTERVAL_START: the start must be an instant such as"
                    + " 2026-06-01T00:00:00Z, found '" + words.get(2) + "'");
        }
    }

    String answer(Answers answers) {
        SortedMap<LineKey, List<Instant>> settled = answers.settled();
        if (settled.isEmpty()) {
            throw new Unanswerable("nothing to explain: the input settles no whole interval");
        }
        List<String> leases = settled.keySet().stream()
                .map(key -> key.lease().value())
                .distinct()
                .toList();
        if (!leases.contains(lease)) {
            throw unknown("lease", lease, leases);
        }
        List<String> lines = settled.keySet().stream()
                .filter(key -> key.lease().value().equals(lease))
                .map(key -> key.line().value())
                .toList();
        if (!lines.contains(line)) {
            throw unknown("line of lease " + lease, line, lines);
        }
        LineKey key = settled.keySet().stream()
                .filter(known -> known.lease().value().equals(lease)
                        && known.line().value().equals(line))
                .findFirst()
                .orElseThrow();
        List<Instant> intervals = settled.getOrDefault(key, List.of());
        if (!intervals.contains(interval)) {
            throw unsettled(key, intervals, answers.holding(interval));
        }
        return Explanation.of(answers.trace(key, interval));
    }

    private static Unanswerable unknown(String what, String word, List<String> known) {
        String hint = Spelling.nearest(word, known)
                .map(near -> "; did you mean '" + near + "'? ")
                .orElse("; ");
        return new Unanswerable(
                "no result for " + what + " '" + word + "'" + hint + "Settled: " + String.join(", ", known));
    }

    private Unanswerable unsettled(LineKey key, List<Instant> intervals, Instant holding) {
        String near = intervals.contains(holding) ? "; did you mean " + holding + "? " : "; ";
        return new Unanswerable("no result for " + key + " begins at " + interval + near + "Settled: "
                + intervals.size() + " intervals, the first begins at " + intervals.get(0) + ", the last at "
                + intervals.get(intervals.size() - 1));
    }
}
