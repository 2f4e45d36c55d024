/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.broker;

import java.io.IOException;

/** Leaves an attempt to connect that failed, or a connection that was of no use, with what is known of why. */
public final class NotConnected extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient LinkTrouble trouble;

    public NotConnected(LinkTrouble trouble, Throwable cause) {
        super(trouble.sentence(), cause);
        this.trouble = trouble;
    }

    public NotConnected(LinkTrouble trouble) {
        super(trouble.sentence());
        this.trouble = trouble;
    }

    public LinkTrouble trouble() {
        return trouble;
    }
}
