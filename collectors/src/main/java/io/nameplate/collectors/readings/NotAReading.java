/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.readings;

/** Carries what is wrong with a line from where it is found to {@link LineParser}, which makes a {@link BadLine} of it. */
final class NotAReading extends RuntimeException {

    private static final long serialVersionUID = 1L;

    final BadLine.Why why;
    private final String sentence;

    NotAReading(BadLine.Why why, String sentence) {
        super(sentence, null, false, false);
        this.why = why;
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
