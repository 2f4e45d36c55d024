/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import java.util.List;

/** One result of a batch, after it was checked. */
public sealed interface Submission {

    /**
     * It can be recorded.
     *
     * @param settled false for a provisional result
     */
    record Good(long counter, boolean settled, Content content, List<Judged> judgements, List<WorstNode> worst)
            implements Submission {
        public Good {
            judgements = List.copyOf(judgements);
            worst = List.copyOf(worst);
        }
    }

    /** It cannot, for this reason; the other results of the batch are not touched by that. */
    record Bad(String reason) implements Submission {}
}
