/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.Coverage;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.Provenance;
import io.nameplate.model.verdict.WorstNode;
import java.util.List;

/** One result of a batch, after it was checked. */
public sealed interface Submission {

    /**
     * It can be recorded.
     *
     * @param settled false for a provisional result
     * @param canonical the content's canonical JSON, byte for byte what the offline settlement writes
     * @param sha256 its SHA-256 in hex
     * @param provenance names what the result rests on
     * @param beside what it says that is no part of the content
     */
    record Good(
            long counter,
            boolean settled,
            Content content,
            String canonical,
            String sha256,
            List<Judgement> judgements,
            List<WorstNode> worst,
            Provenance provenance,
            Coverage coverage,
            Beside beside)
            implements Submission {
        public Good {
            judgements = List.copyOf(judgements);
            worst = List.copyOf(worst);
        }

        /** The same under another registry version. */
        Good under(long registryVersion) {
            Content other = content.withRegistryVersion(registryVersion);
            return new Good(
                    counter,
                    settled,
                    other,
                    other.canonicalJson(),
                    other.sha256(),
                    judgements,
                    worst,
                    provenance,
                    coverage,
                    beside);
        }

        /** The same under another counter. */
        Good counted(long other) {
            return new Good(
                    other, settled, content, canonical, sha256, judgements, worst, provenance, coverage, beside);
        }
    }

    /** It cannot, for this reason; the other results of the batch are not touched by that. */
    record Bad(String reason) implements Submission {}
}
