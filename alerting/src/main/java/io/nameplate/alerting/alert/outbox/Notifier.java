/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.outbox;

import java.util.Optional;

/** A way to reach somebody. */
public interface Notifier {

    /** The channel's name, as keys and pages show it. */
    String channel();

    /** Sends a message; gives the reason if it did not go through. */
    Optional<String> send(Message message);
}
