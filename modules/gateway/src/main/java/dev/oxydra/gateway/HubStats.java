package dev.oxydra.gateway;

/**
 * What a hub has and has done.
 *
 * @param sessions how many are in memory
 * @param running how many turns run
 * @param waiting how many turns wait
 * @param completed how many turns have ended with an answer since the hub started
 * @param failed how many have failed since then
 * @param cancelled how many were cancelled since then
 * @param pendingApprovals how many questions to the user have no answer
 */
public record HubStats(
    int sessions,
    int running,
    int waiting,
    long completed,
    long failed,
    long cancelled,
    int pendingApprovals) {}
