namespace Refrain.Server.Access;

/// <summary>What a key may do; each role may do what those before it may.</summary>
internal enum AccessRole
{
    /// <summary>Look.</summary>
    Viewer,

    /// <summary>Start, stop and retry what is there.</summary>
    Operator,

    /// <summary>Make and change pipelines, models and data.</summary>
    Author,

    /// <summary>Everything, keeping house among it.</summary>
    Admin,
}
