/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

/** Takes what was wrong with messages: counted by reason, and in words for an operator. */
public interface Remarks {

    /** A reason that is counted; the label is the metric's and the log's. */
    interface Reason {

        String label();
    }

    /** Counts. */
    void count(Reason reason);

    /** Counts, and says what to do in words; the same sentence is logged once. */
    void count(Reason reason, String sentence);
}
