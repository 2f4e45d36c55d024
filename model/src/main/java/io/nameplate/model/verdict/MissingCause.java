/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

/** What the evidence says of why something was not measured; it attributes no loss and moves no money. */
public enum MissingCause {
    /** The node, or its source, said nothing, or not enough. */
    DEVICE(0, "device"),
    /** The collector watched nothing then, or its spool lost what it had. */
    COLLECTOR(1, "collector"),
    /** A network on the reading's way: the collector found no way to the node, or was not heard until the deadline. */
    WAN(2, "network on the way"),
    /** This platform: a record that it lost, doubled or could not read, or a node that only its registry knew of yet. */
    PLATFORM(3, "platform"),
    /** The power path was down, and nothing else explains it. */
    SITE_POWER(4, "site power");

    static final int COUNT = 5;

    private static final MissingCause[] ALL = values();

    /** Its place in arrays of amounts. */
    final int index;

    private final String text;

    MissingCause(int index, String text) {
        this.index = index;
        this.text = text;
    }

    /** The cause in words. */
    public String text() {
        return text;
    }

    static MissingCause at(int index) {
        return ALL[index];
    }
}
