/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

/** Leaves an attempt to connect that failed, with what is known of why. */
final class NotConnected extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient LinkTrouble trouble;

    NotConnected(LinkTrouble trouble, Throwable cause) {
        super(trouble.sentence(), cause);
        this.trouble = trouble;
    }

    LinkTrouble trouble() {
        return trouble;
    }
}
