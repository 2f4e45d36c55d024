/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.outbox;

/**
 * What is sent.
 *
 * @param messageId the same on every attempt, so that a second copy is recognised
 * @param threadId the message id that all messages of a deviation to a recipient refer to
 */
public record Message(String recipient, String subject, String plain, String html, String messageId, String threadId) {

    /** True for the message that the others of its deviation refer to. */
    public boolean beginsThread() {
        return messageId.equals(threadId);
    }
}
